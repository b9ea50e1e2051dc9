/** One column of a table of live rows. */
export interface ColumnHead<Column extends string = string> {
  column: Column
  title: string
  /** Key of the server's order, where it has one. */
  sort?: string
  /** The first click sorts in descending order: people mostly want counts highest first and times newest first. */
  startsDescending?: true
  /** Aligned on the right, as numbers and times are. */
  right?: true
  /** Pixels it has at least. */
  width: number
  /** The column's share of the room that is left; absent: none. */
  share?: number
}

export interface TableShape<Column extends string = string> {
  columns: readonly ColumnHead<Column>[]
  /** Columns that are left out, in this order, when there is no room; the others always stay. */
  droppedFirst: readonly Column[]
  /** A box to choose a row by in front of its columns. */
  hasBox: boolean
  /** A row's menu behind them. */
  hasMenu: boolean
}

const boxWidth = 40
const menuWidth = 36

const besideWidth = ({ hasBox, hasMenu }: Pick<TableShape, 'hasBox' | 'hasMenu'>): number =>
  (hasBox ? boxWidth : 0) + (hasMenu ? menuWidth : 0)

const widthOf = (heads: readonly ColumnHead[]): number => heads.reduce((sum, { width }) => sum + width, 0)

/** The columns that fit into a table of this many pixels, so that it never scrolls sideways. */
export const fittingColumns = <Column extends string>(
  shape: TableShape<Column>,
  width: number,
): readonly ColumnHead<Column>[] => {
  const room = width - besideWidth(shape)
  let fitting = shape.columns
  for (const dropped of shape.droppedFirst) {
    if (widthOf(fitting) <= room) break
    fitting = fitting.filter(({ column }) => column !== dropped)
  }
  return fitting
}

const trackOf = ({ width, share }: ColumnHead): string =>
  share === undefined ? `${width}px` : `minmax(${width}px, ${share}fr)`

/** Grid columns of a row that shows these. */
export const tracksOf = ({ hasBox, hasMenu }: TableShape, drawn: readonly ColumnHead[]): string =>
  [...(hasBox ? [`${boxWidth}px`] : []), ...drawn.map(trackOf), ...(hasMenu ? [`${menuWidth}px`] : [])].join(' ')
