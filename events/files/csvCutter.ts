import { type FileRecord, type RecordCutter, recordText } from './records.ts'

const breaks = (text: string): number => text.split('\n').length - 1

/**
 * Rows of CSV (RFC 4180). A quoted field may hold line breaks, so a row ends at the first line break with an even number of quotes
 * before it. A row that grows too long for want of a closing quote ends at the next line break.
 */
export const csvCutter = (): RecordCutter => {
  const gathered = recordText()
  let isQuoted = false
  let line = 1
  let began = 1

  const finish = (): FileRecord[] => {
    isQuoted = false
    if (gathered.isEmpty()) return []
    const text = gathered.take()
    return text?.trim() === '' ? [] : [{ line: began, text: text?.replace(/\r?\n?$/, '') ?? null }]
  }

  const add = (part: string): void => {
    gathered.add(part)
    for (let at = part.indexOf('"'); at >= 0; at = part.indexOf('"', at + 1)) isQuoted = !isQuoted
    line += breaks(part)
  }

  /** Where the row goes on in the next line because a field is quoted; past the limit it does not. */
  const goesOn = (): boolean => isQuoted && !gathered.isTooLong()

  return {
    take(piece) {
      const records: FileRecord[] = []
      let from = 0
      for (let at = piece.indexOf('\n'); at >= 0; at = piece.indexOf('\n', from)) {
        add(piece.slice(from, at + 1))
        from = at + 1
        if (goesOn()) continue
        records.push(...finish())
        began = line
      }
      add(piece.slice(from))
      return records
    },
    end: finish,
  }
}

/** The fields of a row. Null: a quote is not closed, or text stands beside one. */
export const csvCells = (row: string, separator = ','): string[] | null => {
  const cells: string[] = []
  for (let at = 0; at <= row.length; at += 1) {
    if (row[at] === '"') {
      const closing = closingQuote(row, at + 1)
      if (closing < 0 || (closing + 1 < row.length && row[closing + 1] !== separator)) return null
      cells.push(row.slice(at + 1, closing).replaceAll('""', '"'))
      at = closing + 1
    } else {
      const end = row.indexOf(separator, at)
      const cell = row.slice(at, end < 0 ? row.length : end)
      if (cell.includes('"')) return null
      cells.push(cell)
      at = end < 0 ? row.length : end
    }
  }
  return cells
}

const closingQuote = (row: string, from: number): number => {
  for (let at = row.indexOf('"', from); at >= 0; at = row.indexOf('"', at + 2)) if (row[at + 1] !== '"') return at
  return -1
}

/** What separates the fields of a header: spreadsheets of some countries write semicolons or tabs. */
export const separatorOf = (header: string): string =>
  [',', ';', '\t'].reduce((best, one) => (header.split(one).length > header.split(best).length ? one : best), ',')
