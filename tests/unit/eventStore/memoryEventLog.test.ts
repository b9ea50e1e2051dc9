import { memoryEventLog } from '#services/eventStore/memoryEventLog.ts'
import { eventLogContract } from '../../contracts/eventLogContract.ts'

eventLogContract('the log in memory', async () => ({ log: memoryEventLog(), stop: async () => undefined }))
