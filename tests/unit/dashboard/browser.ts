import type { Memory } from '../../../dashboard/src/api/memory.ts'
import { ApiError } from '../../../dashboard/src/api/problem.ts'

export const createMemory = (): Memory => {
  const kept = new Map<string, string>()
  return {
    read<Value>(key: string) {
      const text = kept.get(key)
      return text === undefined ? null : (JSON.parse(text) as Value)
    },
    write: (key, value) => void kept.set(key, JSON.stringify(value)),
    forget: (key) => void kept.delete(key),
  }
}

export const refusal = (status: number, code: string, extra: Record<string, unknown> = {}): ApiError =>
  new ApiError({ title: code, status, code, id: 'report-1', ...extra })
