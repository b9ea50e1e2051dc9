import { type FileRecord, type RecordCutter, recordText } from './records.ts'

/** Lines that end with LF or CRLF; empty ones are passed over. */
export const lineCutter = (): RecordCutter => {
  const gathered = recordText()
  let line = 1

  const finish = (): FileRecord[] => {
    if (gathered.isEmpty()) return []
    const text = gathered.take()
    return text?.trim() === '' ? [] : [{ line, text: text?.replace(/\r$/, '') ?? null }]
  }

  return {
    take(piece) {
      const records: FileRecord[] = []
      const parts = piece.split('\n')
      parts.forEach((part, index) => {
        gathered.add(part)
        if (index === parts.length - 1) return
        records.push(...finish())
        line += 1
      })
      return records
    },
    end: finish,
  }
}
