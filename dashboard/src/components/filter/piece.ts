/** The piece of a draft that is being typed. */
export interface Piece {
  before: string
  minus: string
  key: string
  operator: string
  /** Values of a set that are complete, with their commas. */
  done: string
  partial: string
}

/** Start of the last piece: after the last space or bracket outside quotes. */
const pieceStart = (draft: string): number => {
  let start = 0
  let quoted = false
  for (let at = 0; at < draft.length; at++) {
    if (draft[at] === '"' && draft[at - 1] !== '\\') quoted = !quoted
    else if (!quoted && /[\s()]/.test(draft[at]!)) start = at + 1
  }
  return start
}

const lastComma = (values: string): number => {
  const open = (values.match(/(?<!\\)"/g) ?? []).length % 2 === 1
  return open ? values.lastIndexOf(',', values.lastIndexOf('"')) : values.lastIndexOf(',')
}

export const readPiece = (draft: string): Piece => {
  const start = pieceStart(draft)
  const [, minus = '', key = '', operator = '', values = ''] =
    /^(-*)([^:<>]*)(:|[<>]=?)?(.*)$/s.exec(draft.slice(start)) ?? []
  const comma = lastComma(values) + 1
  const partial = values.slice(comma).replace(/^"/, '')
  return { before: draft.slice(0, start), minus, key, operator, done: values.slice(0, comma), partial }
}
