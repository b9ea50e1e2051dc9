import { constants, getPriority, setPriority } from 'node:os'
import type { HashingKey, HashingOrder, HashingResult, HashingWork } from './hashingMessages.ts'
import { argon2Hasher, type PasswordHasher } from './passwordHasher.ts'

/**
 * This file runs in a process of its own with a low priority, so that hashing takes only the processor time that nobody else
 * wants. The threads that hash begin with the first hash and take over the priority that is set here. A priority that is lower
 * already may not be raised.
 */
setPriority(Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL))

// A terminal or a service manager sends a stop to the server and to this process alike. The server may still need hashes.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
// The server is gone, however it ended.
process.on('disconnect', () => process.exit())

const send = (result: HashingResult): void => void process.send?.(result, undefined, undefined, () => undefined)

const work = (hasher: PasswordHasher, order: HashingWork): Promise<string | boolean> => {
  const { password } = order
  switch (order.kind) {
    case 'hash':
      return hasher.hash(password)
    case 'verify':
      return hasher.verify(order.stored, password)
    case 'verifyImported':
      return hasher.verifyImported(order.stored, password)
  }
}

const answer = async (hasher: PasswordHasher, order: HashingOrder): Promise<void> => {
  const { id } = order
  try {
    send({ id, value: await work(hasher, order) })
  } catch (error) {
    send({ id, error: error as Error })
  }
}

process.once('message', ({ secret }: HashingKey) => {
  const hasher = argon2Hasher(secret)
  process.on('message', (order: HashingOrder) => void answer(hasher, order))
})
