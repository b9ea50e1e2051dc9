import { views } from './views.ts'

/** Columns of `changes`: each names what of one view changed, under the member that a frame carries it in. */
export const framedChanges = views.flatMap(({ frame }) =>
  frame?.changes === undefined ? [] : [{ member: frame.member, ...frame.changes }],
)
