// Follow who says what, as it is committed, until Ctrl-C: `npm install kafkajs && node consume.js`.
const { Kafka, logLevel } = require('kafkajs')

const brokers = (process.env.STREAMS_BROKER || '127.0.0.1:9092').split(',')
const prefix = process.env.STREAMS_TOPIC_PREFIX || ''
const kafka = new Kafka({ clientId: 'quotes', brokers, logLevel: logLevel.ERROR })
const consumer = kafka.consumer({
  groupId: `${prefix}quotes-javascript`,
  readUncommitted: false // or you see what was never committed
})

// A quote under its id is new or says something new; without a value it is taken back.
async function show ({ message }) {
  const id = message.key.toString()
  if (message.value === null) {
    console.log(`${id}\ttaken back`)
    return
  }
  const quote = JSON.parse(message.value.toString())
  console.log(`${id}\t${quote.speaker?.name ?? 'unknown'}\t${quote.quote}`)
}

async function main () {
  await consumer.connect()
  await consumer.subscribe({ topics: [`${prefix}news.quote`], fromBeginning: true })
  await consumer.run({ eachMessage: show })
}

process.once('SIGINT', () => consumer.disconnect())
main().catch(error => {
  console.error(error)
  process.exit(1)
})
