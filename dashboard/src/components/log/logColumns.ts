import type { TableShape } from '../list/tableShape.ts'

export type LogColumn = 'time' | 'what' | 'by' | 'address' | 'device' | 'number'

export const logShape: TableShape<LogColumn> = {
  columns: [
    { column: 'time', title: 'Time', width: 84 },
    { column: 'what', title: 'What happened', width: 220, share: 3 },
    { column: 'by', title: 'By', width: 130, share: 1 },
    { column: 'address', title: 'Address', width: 130 },
    { column: 'device', title: 'Device', width: 150, share: 1 },
    { column: 'number', title: 'Number', width: 96, right: true },
  ],
  droppedFirst: ['device', 'by', 'number', 'address'],
  hasBox: false,
  hasMenu: false,
}

/** The log beside other things: what happened, and from where. */
export const shortLogShape: TableShape<LogColumn> = {
  columns: [
    { column: 'time', title: 'Time', width: 78 },
    { column: 'what', title: 'What happened', width: 150, share: 1 },
    { column: 'address', title: 'Address', width: 124 },
  ],
  droppedFirst: ['address'],
  hasBox: false,
  hasMenu: false,
}
