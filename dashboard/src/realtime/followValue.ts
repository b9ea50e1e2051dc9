import { shallowRef, type ShallowRef } from 'vue'
import type { Frame } from '#events/live/frames.ts'
import { ApiError } from '../api/problem.ts'
import type { LiveFeed } from './liveFeed.ts'

/** A value that is read once and then kept current. */
export interface Followed<Value> {
  /** Null until read; what was read stays when a later read fails. */
  readonly value: Readonly<ShallowRef<Value | null>>
  readonly error: Readonly<ShallowRef<ApiError | null>>
  reread(): Promise<void>
  stop(): void
}

export interface ValueSource<Value> {
  read(signal: AbortSignal): Promise<Value>
  /** The value after these frames; the same object when nothing changed. */
  apply(value: Value, frames: readonly Frame[]): Value
}

export const followValue = <Value>(live: LiveFeed, source: ValueSource<Value>): Followed<Value> => {
  const value: ShallowRef<Value | null> = shallowRef(null)
  const error = shallowRef<ApiError | null>(null)
  const read = async (signal: AbortSignal) => {
    try {
      value.value = await source.read(signal)
      error.value = null
    } catch (failure) {
      if (failure instanceof ApiError) error.value = failure
      throw failure
    }
  }
  const apply = (frames: readonly Frame[]) => {
    if (value.value !== null) value.value = source.apply(value.value, frames)
  }
  return { value, error, ...live.follow({ read, apply }) }
}
