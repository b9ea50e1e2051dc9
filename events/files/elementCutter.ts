import { type FileRecord, type RecordCutter, recordText } from './records.ts'

/**
 * Elements of one array in a JSON document, each as text: of the document itself where that is an array, else of the member `name`
 * of its outermost object. Everything else is passed over, so that the file may be of any size.
 */
export const elementCutter = (name: string): RecordCutter => {
  const gathered = recordText()
  let line = 1
  let began = 1
  let depth = 0
  let isText = false
  let isEscaped = false
  /** The last string of the outermost object, and whether a colon followed it: the name of the member that comes. */
  let lastText = ''
  let member = ''
  /** Depth inside the array whose elements are wanted; 0: outside of it. */
  let arrayDepth = 0

  const finish = (): FileRecord[] => {
    if (gathered.isEmpty()) return []
    const text = gathered.take()
    return text?.trim() === '' ? [] : [{ line: began, text: text?.trim() ?? null }]
  }
  const isElement = (): boolean => arrayDepth > 0 && depth >= arrayDepth
  const keep = (character: string): void => {
    if (gathered.isEmpty()) {
      if (/\s/.test(character)) return
      began = line
    }
    gathered.add(character)
  }

  const inText = (character: string): void => {
    if (isEscaped) isEscaped = false
    else if (character === '\\') isEscaped = true
    else if (character === '"') isText = false
    if (isElement()) keep(character)
    else if (isText && depth === 1 && lastText.length < 100) lastText += character
  }

  const open = (character: string): void => {
    if (isElement()) keep(character)
    const isWanted = character === '[' && arrayDepth === 0 && (depth === 0 || (depth === 1 && member === name))
    depth += 1
    if (isWanted) arrayDepth = depth
  }

  const close = (character: string): FileRecord[] => {
    depth -= 1
    if (isElement()) keep(character)
    else if (arrayDepth > 0) {
      arrayDepth = 0
      return finish()
    }
    return []
  }

  const outsideText = (character: string): FileRecord[] => {
    switch (character) {
      case '"':
        isText = true
        lastText = ''
        if (isElement()) keep(character)
        return []
      case '{':
      case '[':
        open(character)
        return []
      case '}':
      case ']':
        return close(character)
      case ',':
        if (depth === 1) member = ''
        if (arrayDepth > 0 && depth === arrayDepth) return finish()
        break
      case ':':
        if (depth === 1) member = lastText
    }
    if (isElement()) keep(character)
    return []
  }

  return {
    take(piece) {
      const records: FileRecord[] = []
      for (const character of piece) {
        if (character === '\n') line += 1
        if (isText) inText(character)
        else records.push(...outsideText(character))
      }
      return records
    },
    end: finish,
  }
}
