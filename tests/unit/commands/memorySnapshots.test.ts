import { snapshotsContract } from '../../contracts/snapshotsContract.ts'
import { memorySnapshots } from '../../support/memorySnapshots.ts'

snapshotsContract('memory', async () => ({
  snapshots: memorySnapshots(),
  tenantId: '01890000-0000-7000-8000-00000000000a',
  subject: '',
  stop: async () => undefined,
}))
