import type { OperationEffect } from '#events/live/rows.ts'
import { operationEffect } from '#events/operation/effect.ts'
import { instant, type Clock } from '#services/ambient/clock.ts'
import { repeat } from '#services/ambient/repeat.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { OperationViews } from '#services/ports/operationViews.ts'
import type { EffectMeter, LastEnding } from './effectMeter.ts'
import type { Decided } from './measurement.ts'
import { runOperation, type RunNeeds } from './runOperation.ts'

export interface RunnerNeeds extends RunNeeds {
  unfinishedOperations: OperationViews['unfinishedOperations']
  /**
   * Only one process holds an operation at a time. Answers a function that gives it back. Null: another process holds
   * it.
   */
  holdOperation: (operationId: string) => Promise<(() => Promise<void>) | null>
  meter: EffectMeter
  clock: Clock
  logger: Logger
}

interface OperationRef {
  tenantId: string
  operationId: string
}

export interface OperationRunner {
  /**
   * Runs an operation in the background. `refreshRefusedAt`: when all its endings were acknowledged, if they are
   * already.
   */
  carryOn: (operation: OperationRef, refreshRefusedAt?: string) => void
  /** The effect known so far. Null: this process is not measuring the operation. */
  effectSoFar: (operationId: string) => OperationEffect | null
  /** Stops after the sessions under way. Another process carries on with the rest. */
  stop: () => Promise<void>
}

/** Pause between looks at the view for unfinished operations. */
const lookMs = 1_000
/** An operation without a new event for this long counts as abandoned. */
const silentMs = 5_000
const mostTaken = 50

/** Carries out operations started in this process, and those that another process abandoned. */
export const operationRunner = (needs: RunnerNeeds): OperationRunner => {
  const { log, meter, clock, logger, unfinishedOperations, holdOperation } = needs
  const running = new Map<string, Promise<void>>()
  const measuring = new Map<string, { decided: Decided; last: LastEnding }>()
  const stopping = new AbortController()
  const { signal } = stopping

  const carryOut = async (operation: OperationRef, refusedAt?: string): Promise<void> => {
    const { tenantId, operationId } = operation
    const done = await runOperation(needs, operation, signal)
    if (done === null || done.state.effect !== null) return
    const { started, finishedAt } = done.state
    // A process that took the operation over knows no better time: it finished right after the last acknowledgement.
    const refreshRefusedAt = refusedAt ?? finishedAt ?? instant(clock)
    const decided = { operationId, decidedAt: started.at, refreshRefusedAt }
    const last = { tenantId, position: done.position }
    measuring.set(operationId, { decided, last })
    const measured = await meter.settled(decided, last, signal)
    await log.measured(done.state, measured)
  }

  const run = async (operation: OperationRef, refusedAt?: string): Promise<void> => {
    const giveBack = await holdOperation(operation.operationId)
    if (giveBack === null) return
    try {
      await carryOut(operation, refusedAt)
    } finally {
      // If the hold was lost with its connection, another process may run it too. That does no harm: both get the same
      // result.
      await giveBack().catch(() => undefined)
    }
  }

  const carryOn = (operation: OperationRef, refusedAt?: string): void => {
    const { operationId } = operation
    if (signal.aborted || running.has(operationId)) return
    const work = run(operation, refusedAt)
      .catch((error: unknown) => logger.warn('an operation was interrupted', { operationId, error }))
      .finally(() => {
        running.delete(operationId)
        measuring.delete(operationId)
      })
    running.set(operationId, work)
  }

  const isSilent = async ({ tenantId, operationId }: OperationRef): Promise<boolean> => {
    const state = await log.read(tenantId, operationId)
    return state !== null && clock.now() - Date.parse(state.at) >= silentMs
  }
  const takeOver = async (): Promise<void> => {
    for (const operation of await unfinishedOperations(mostTaken))
      if (!running.has(operation.operationId) && (await isSilent(operation))) carryOn(operation)
  }
  const failed = (error: unknown): void => logger.warn('unfinished operations could not be read', { error })
  const looking = repeat({ restMs: lookMs, run: takeOver, onError: failed }, signal)

  return {
    carryOn,
    effectSoFar(operationId) {
      const measured = measuring.get(operationId)
      return measured === undefined ? null : operationEffect(meter.sofar(measured.decided, measured.last))
    },
    async stop() {
      stopping.abort()
      await looking
      await Promise.all(running.values())
    },
  }
}
