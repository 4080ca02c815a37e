"""Benchmarks, side by side in one run: compare the ratios, absolute figures belong to one machine on one day."""

from tests.bench import end_to_end, stages

print("articles of 3 kB a second")
whole = 0.0
for name, rate in stages.measure():
    print(f"  {name:16} {rate:9.0f} a core, without Kafka")
    whole = rate
rate = end_to_end.measure().rate
print(f"  {'through Kafka':16} {rate:9.0f} with one worker beside its broker: {rate / whole:.2f} of the whole path")
