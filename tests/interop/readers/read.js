// Prints all committed records of topics, with kafkajs: `node read.js BROKER TOPIC...`.
const { Kafka, logLevel } = require('kafkajs')

const SILENCE_MS = 3000 // a batch that holds nothing committed is not shown, so the end cannot be told by offsets
const [broker, ...topics] = process.argv.slice(2)
const kafka = new Kafka({ clientId: 'interop', brokers: [broker], logLevel: logLevel.ERROR })
const consumer = kafka.consumer({ groupId: `interop-${process.pid}-${Date.now()}`, readUncommitted: false })
let heard = 0

// kafkajs gives headers as an object; several of one name as an array.
function joined (headers) {
  const pairs = Object.entries(headers).flatMap(([name, values]) => [values].flat().map(value => [name, value]))
  return Buffer.concat(pairs.flatMap(([name, value], place) => [Buffer.from(`${place ? ',' : ''}${name}=`), value]))
}

function encoded (buffer) {
  return buffer === null ? null : buffer.toString('base64')
}

async function print ({ topic, partition, message }) {
  heard = Date.now()
  const { offset, key, value, headers } = message
  const fields = [topic, partition, Number(offset), encoded(key), encoded(value), encoded(joined(headers))]
  process.stdout.write(JSON.stringify(fields) + '\n')
}

async function main () {
  await consumer.connect()
  await consumer.subscribe({ topics, fromBeginning: true })
  await consumer.run({ eachMessage: print })
  while (!heard || Date.now() - heard < SILENCE_MS) {
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  await consumer.disconnect()
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
