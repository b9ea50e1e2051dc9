import { onScopeDispose, ref, shallowRef } from 'vue'
import { UnreadableFile } from '#events/files/decodedText.ts'
import type { FileShape } from '#events/files/readRecords.ts'
import type { PieceReport } from '../../api/imports.ts'
import { ApiError, isUnanswered } from '../../api/problem.ts'
import { refusalWords } from '../../composables/refusalWords.ts'
import { type FilePiece, filePieces } from './filePieces.ts'

export interface ImportResult extends PieceReport {
  isDry: boolean
  /** The whole file was read. */
  isWhole: boolean
  /** Lines that are not shown any more. */
  leftOut: number
}

export interface ImportOrder {
  file: File
  shape: FileShape
  isDry: boolean
  send: (body: Blob, signal: AbortSignal) => Promise<PieceReport>
}

const mostLines = 500
/** An import is safe to repeat, so a piece that was not answered is sent again. */
const mostTries = 6
const pauseMs = 2_000

const nothing = (isDry: boolean): ImportResult => ({
  isDry,
  isWhole: false,
  counts: {},
  columns: {},
  lines: [],
  leftOut: 0,
})

const tooLong = 'This record is longer than 256 kB.'

const withPiece = (result: ImportResult, piece: FilePiece, report: PieceReport): ImportResult => {
  const all = [
    ...result.lines,
    ...report.lines.map((line) => ({ ...line, line: piece.lineOf(line.line) })),
    ...piece.tooLong.map((line) => ({ line, outcome: 'refused', messages: [tooLong] })),
  ]
  const counts = { ...result.counts }
  for (const [kind, count] of Object.entries(report.counts)) counts[kind] = (counts[kind] ?? 0) + count
  counts['refused'] = (counts['refused'] ?? 0) + piece.tooLong.length
  counts['read'] = (counts['read'] ?? 0) + piece.tooLong.length
  return {
    ...result,
    counts,
    columns: { ...result.columns, ...report.columns },
    lines: all.slice(0, mostLines),
    leftOut: result.leftOut + Math.max(0, all.length - mostLines),
  }
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const worthRepeating = (error: unknown): error is ApiError =>
  error instanceof ApiError && (isUnanswered(error) || error.status === 429)

/** Sends a file piece by piece and gathers what became of it. */
export const useImport = () => {
  const result = shallowRef<ImportResult | null>(null)
  /** Of the file, 0 to 1; null: nothing is being imported. */
  const progress = ref<number | null>(null)
  const failure = ref('')
  let stopping = new AbortController()
  onScopeDispose(() => stopping.abort())

  const sendPiece = async ({ send }: ImportOrder, { body }: FilePiece): Promise<PieceReport> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await send(body, stopping.signal)
      } catch (error) {
        if (!worthRepeating(error) || tries >= mostTries) throw error
        await wait(Math.max(pauseMs, (error.retryAfterSeconds ?? 0) * 1_000))
        stopping.signal.throwIfAborted()
      }
    }
  }

  const run = async (order: ImportOrder): Promise<void> => {
    stopping = new AbortController()
    progress.value = 0
    failure.value = ''
    result.value = nothing(order.isDry)
    try {
      for await (const piece of filePieces(order.file, order.shape)) {
        result.value = withPiece(result.value, piece, await sendPiece(order, piece))
        progress.value = piece.read / Math.max(1, order.file.size)
      }
      result.value = { ...result.value, isWhole: true }
    } catch (error) {
      if (!stopping.signal.aborted)
        failure.value = error instanceof UnreadableFile ? error.message : refusalWords(error)
    } finally {
      progress.value = null
    }
  }
  const forget = (): void => {
    result.value = null
    failure.value = ''
  }
  return { run, stop: () => stopping.abort(), forget, result, progress, failure }
}
