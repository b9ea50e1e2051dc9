import { views } from './views.ts'

/** Columns of `changes`: each names what changed in one view; `member` is where a frame carries it. */
export const framedChanges = views.flatMap(({ frame }) =>
  frame?.changes === undefined ? [] : [{ member: frame.member, ...frame.changes }],
)
