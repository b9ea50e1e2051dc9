import type { TableShape } from '../list/tableShape.ts'

export type LogLineColumn = 'time' | 'what' | 'address'

export const logLineShape: TableShape<LogLineColumn> = {
  columns: [
    { column: 'time', title: 'Time', width: 70 },
    { column: 'what', title: 'What happened', width: 150, share: 1 },
    { column: 'address', title: 'Address', width: 116 },
  ],
  droppedFirst: ['address'],
  hasBox: false,
  hasMenu: false,
}
