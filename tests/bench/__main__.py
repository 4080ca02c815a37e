"""All short benchmarks, side by side in one run: compare the ratios, figures belong to one machine on one day.

The longer ones run alone: dedup_growth, dedup_shards, rebuild, autoscale, and end_to_end with more processes or
partitions.
"""

from tests.bench import after_kill, clean, dedup_throughput, end_to_end, latency, quotes, stages

print("articles of 3 kB a second")
whole = 0.0
for name, rate in stages.measure():
    print(f"  {name:16} {rate:9.0f} a core, without Kafka")
    whole = rate
run = end_to_end.measure()
print(f"  {'through Kafka':16} {run.rate:9.0f} with one worker beside its broker: {run.rate / whole:.2f} of it")
print(f"  {'':16} {run.rate_of_cpu:9.0f} for a second of CPU: {run.rate_of_cpu / whole:.2f} of the whole path a core")
print(f"  {'':16} {run.busy:9.0%} of all cores were busy")
print(f"  {'':16} {run.memory_mb:9.0f} MB of memory at most")
for title, measured in (("clean", clean.measure()), ("quotes", quotes.measure())):
    print(title)
    for name, value in measured:
        print(f"  {name:40} {value:9.2f}")
print("dedup")
dedup_throughput.main()
print("through all three stages")
latency.main()
after_kill.main()
