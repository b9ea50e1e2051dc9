/** One record of a file as it stands there: a line of NDJSON, a row of CSV, an element of an array. */
export interface FileRecord {
  /** The line that it begins on, counted from 1. */
  line: number
  /** Null: it is longer than any record may be, and was passed over. */
  text: string | null
}

/** Characters. The longest records are people of a realm export with all their attributes. */
export const longestRecord = 262_144

/** Cuts text that comes in pieces of any size into records. Holds no more than one record. */
export interface RecordCutter {
  take(piece: string): FileRecord[]
  /** Call once, after the last piece. */
  end(): FileRecord[]
}

/** Gathers the text of one record and forgets it when it becomes too long. */
export const recordText = () => {
  let text = ''
  let isTooLong = false
  return {
    add(more: string): void {
      if (isTooLong) return
      text += more
      if (text.length <= longestRecord) return
      isTooLong = true
      text = ''
    },
    isEmpty: (): boolean => text === '' && !isTooLong,
    isTooLong: (): boolean => isTooLong,
    take(): string | null {
      const taken = isTooLong ? null : text
      text = ''
      isTooLong = false
      return taken
    },
  }
}
