import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { tenantCalls } from '../api/tenantCalls.ts'
import { useConnections } from '../connections.ts'
import { followValue } from '../realtime/followValue.ts'
import {
  anomaliesKept,
  latestCounts,
  minuteMs,
  minutesByStart,
  minutesKept,
  withAnomalies,
  withMinutes,
} from './pulseFolds.ts'

/** The tenant's last hour as the shell and the overview show it, for whoever may watch. */
export const usePulse = defineStore('pulse', () => {
  const { http, live, serverClock } = useConnections()
  const calls = tenantCalls(http)
  /** The tenant's own number of its newest event. */
  const position = shallowRef<number | null>(null)

  const lastHour = () => {
    const from = Math.floor(serverClock.now() / minuteMs - minutesKept + 1) * minuteMs
    return [new Date(from).toISOString(), new Date(serverClock.now()).toISOString()] as const
  }
  const follow = () => ({
    counts: followValue(live, { read: calls.counts, apply: latestCounts }),
    minutes: followValue(live, {
      read: async (signal) => minutesByStart(await calls.activity(...lastHour(), signal)),
      apply: withMinutes,
    }),
    anomalies: followValue(live, {
      read: async (signal) => {
        const { items, total } = await calls.anomalies({ limit: anomaliesKept }, signal)
        return { items, total: total ?? items.length }
      },
      apply: withAnomalies,
    }),
    newest: followValue(live, {
      read: async (signal) => {
        const { items } = await calls.log({ filter: '', limit: 1 }, signal)
        position.value = Math.max(position.value ?? 0, ...items.map((entry) => entry.number))
        return items
      },
      apply(items, frames) {
        const numbers = frames.flatMap((frame) => frame.log.map((entry) => entry.number))
        position.value = Math.max(position.value ?? 0, ...numbers)
        return items
      },
    }),
  })
  const followed = shallowRef<ReturnType<typeof follow> | null>(null)

  return {
    position,
    counts: computed(() => followed.value?.counts.value.value ?? null),
    countsError: computed(() => followed.value?.counts.error.value ?? null),
    minutes: computed(() => followed.value?.minutes.value.value ?? null),
    minutesError: computed(() => followed.value?.minutes.error.value ?? null),
    anomalies: computed(() => followed.value?.anomalies.value.value ?? null),
    anomaliesError: computed(() => followed.value?.anomalies.error.value ?? null),
    start() {
      position.value = null
      followed.value = follow()
    },
    stop() {
      for (const one of Object.values(followed.value ?? {})) one.stop()
      followed.value = null
    },
    async retry() {
      await Promise.all(Object.values(followed.value ?? {}).map((one) => one.reread()))
    },
  }
})
