import { rollingRestart } from '../contracts/rollingRestart.ts'
import { onKafka } from '../support/kafka/onKafka.ts'

rollingRestart('Kafka', onKafka)
