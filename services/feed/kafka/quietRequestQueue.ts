import { createRequire } from 'node:module'

interface RequestQueue {
  pending: readonly unknown[]
  scheduleCheckPendingRequests(): void
}

const path = 'kafkajs/src/network/requestQueue/index.js'
const { prototype: queue } = createRequire(import.meta.url)(path) as { prototype: RequestQueue }
const quiet = Symbol.for('rollcall.quiet')

/**
 * kafkajs 2.2.4 sets a timer after every answer, again and again, even when no request waits. So each connection wakes
 * the process some 900 times a second, with a negative timeout that Node 24 warns of (tulios/kafkajs issues 1704 and
 * 1751). With this change a timer is set only while a request waits.
 * @throws Error when the installed kafkajs is not the one this was written for
 */
export const quietRequestQueue = (): void => {
  if (quiet in queue) return
  const schedule = queue.scheduleCheckPendingRequests as RequestQueue['scheduleCheckPendingRequests'] | undefined
  if (schedule === undefined) throw new Error(`kafkajs has changed: ${path} no longer schedules its checks itself`)
  queue.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0) schedule.call(this)
  }
  Object.defineProperty(queue, quiet, { value: true })
}
