import { computed, onScopeDispose, reactive, shallowRef, watch } from 'vue'
import type { OperationResult, OperationRow } from '#events/live/rows.ts'
import {
  previewOperation,
  readOperation,
  readOperationResults,
  startOperation,
  type OperationBody,
  type OperationPreview,
} from '../../api/operations.ts'
import { ApiError, isAbort } from '../../api/problem.ts'
import { count } from '../../composables/numbers.ts'
import { useEnding } from '../../composables/useEnding.ts'
import { useConnections } from '../../connections.ts'
import { useAccount } from '../../stores/account.ts'
import { isUnknown, startRefusal } from './startRefusal.ts'
import type { LogoutTarget } from './target.ts'
import { unconfirmedOf } from './unconfirmed.ts'

export type LogoutStage =
  | { kind: 'counting' }
  | { kind: 'uncounted'; error: ApiError }
  | { kind: 'preview'; preview: OperationPreview; countedAt: number }
  | ({ kind: 'running' | 'done' } & Carried)

/** An operation that is running or finished. */
export interface Carried {
  operation: OperationRow
  results: readonly OperationResult[]
  /** Sessions that the preview said would end. */
  promised: number
  /** The first few of them. */
  sample: OperationPreview['sample']
}

/** For more sessions than this the person must type their number. */
export const typedAbove = 50
const pollMs = 300
/** A socket that has not confirmed by then is shown as waiting. */
const patienceMs = 60_000

const trimmed = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim())

/** Takes only errors of the API; any other error is a bug of ours and is thrown on. */
const refusal = (error: unknown): ApiError => {
  if (error instanceof ApiError) return error
  throw error
}

/** Runs a force logout, from the preview to its measured effect. */
export const useForceLogout = () => {
  const { http, serverClock, randomId, freshness } = useConnections()
  const { blocked } = useEnding()
  const account = useAccount()
  const stage = shallowRef<LogoutStage>({ kind: 'counting' })
  const target = shallowRef<LogoutTarget | null>(null)
  const notice = shallowRef('')
  /** The last attempt got no answer, and the notice says so. */
  const isInDoubt = shallowRef(false)
  const isStarting = shallowRef(false)
  const includesOwn = shallowRef(false)
  /** The order that got no answer, with its idempotency key: sent again with that key, it is carried out only once. */
  let unanswered: { order: string; key: string } | null = null
  const form = reactive({ reason: '', message: '', ticket: '', typed: '' })
  let working = new AbortController()

  /** Leaves out the person's own session when they ticked several, unless they include it. */
  const keepsOwn = computed(() => {
    const chosen = target.value
    if (chosen?.kind !== 'sessions' || chosen.sessionIds.length < 2 || includesOwn.value) return false
    return chosen.sessionIds.some((id) => id === account.sessionId)
  })
  const bodyOf = (chosen: LogoutTarget): OperationBody => {
    if (chosen.kind === 'filter') return { filter: chosen.filter }
    return { sessionIds: chosen.sessionIds.filter((id) => !keepsOwn.value || id !== account.sessionId) }
  }

  const look = async () => {
    const chosen = target.value
    if (chosen === null) return
    working.abort()
    working = new AbortController()
    const { signal } = working
    try {
      const preview = await previewOperation(http, bodyOf(chosen), signal)
      stage.value = { kind: 'preview', preview, countedAt: serverClock.now() }
    } catch (error) {
      if (!isAbort(error)) stage.value = { kind: 'uncounted', error: refusal(error) }
    }
  }

  /** Follows the operation until its effect is known, or until `patienceMs` are over. */
  const follow = async (begun: Omit<Carried, 'results'>, minPosition: string | null) => {
    working = new AbortController()
    const { signal } = working
    const until = serverClock.now() + patienceMs
    let { operation } = begun
    try {
      for (;;) {
        const results = await readOperationResults(http, operation.id, { minPosition, signal })
        const isSettled = operation.effect !== null && unconfirmedOf(operation.effect) === ''
        const kind = operation.state === 'finished' ? 'done' : 'running'
        stage.value = { ...begun, kind, operation, results }
        if (kind === 'done' && (isSettled || serverClock.now() > until)) return
        await new Promise((resolve) => setTimeout(resolve, pollMs))
        operation = await readOperation(http, operation.id, { minPosition, signal })
      }
    } catch (error) {
      if (!isAbort(error)) notice.value = `Progress cannot be read (${refusal(error).code}). The operation goes on.`
    }
  }

  const keyOf = (order: string): string => (unanswered?.order === order ? unanswered.key : randomId())

  const refused = async (error: ApiError) => {
    if (error.code !== 'preview-stale' && error.code !== 'confirm-mismatch') {
      notice.value = startRefusal(error)
      isInDoubt.value = isUnknown(error)
      return
    }
    form.typed = ''
    await look()
    if (stage.value.kind === 'preview')
      notice.value = `It ${error.code === 'preview-stale' ? 'grew' : 'shrank'} to ${count(stage.value.preview.sessions)}. Look again before you confirm.`
  }

  const start = async () => {
    if (stage.value.kind !== 'preview' || target.value === null || isStarting.value) return
    if (blocked.value !== '') return
    const { preview } = stage.value
    const message = trimmed(form.message)
    const ticket = trimmed(form.ticket)
    // A preview that is still being counted must not replace the result of the order.
    working.abort()
    isStarting.value = true
    notice.value = ''
    isInDoubt.value = false
    const order = {
      ...bodyOf(target.value),
      reason: form.reason.trim(),
      ...(message === undefined ? {} : { message }),
      ...(ticket === undefined ? {} : { ticket }),
      confirm: preview.sessions,
    }
    const written = JSON.stringify(order)
    const key = keyOf(written)
    try {
      const { operation, position } = await startOperation(http, order, key)
      unanswered = null
      const begun = { operation, promised: preview.sessions, sample: preview.sample }
      stage.value = { ...begun, kind: 'running', results: [] }
      void follow(begun, position)
    } catch (error) {
      const refusedWith = refusal(error)
      unanswered = isUnknown(refusedWith) ? { order: written, key } : null
      await refused(refusedWith)
    } finally {
      isStarting.value = false
    }
  }

  /** Called when the server answers again: a new preview shows what the attempt without an answer did. */
  const settleDoubt = () => {
    if (!isInDoubt.value || isStarting.value || stage.value.kind !== 'preview') return
    isInDoubt.value = false
    notice.value = ''
    form.typed = ''
    void look()
  }
  watch(
    () => freshness.value.kind === 'offline',
    (isOffline) => {
      if (!isOffline) settleDoubt()
    },
  )

  const close = () => {
    working.abort()
    target.value = null
  }
  onScopeDispose(close)
  return {
    stage,
    form,
    notice,
    blocked,
    keepsOwn,
    isStarting,
    look,
    start,
    close,
    open(chosen: LogoutTarget) {
      target.value = chosen
      stage.value = { kind: 'counting' }
      notice.value = ''
      isInDoubt.value = false
      includesOwn.value = false
      Object.assign(form, { reason: '', message: '', ticket: '', typed: '' })
      void look()
    },
    includeOwn() {
      includesOwn.value = true
      void look()
    },
  }
}
