import type { PolicySection } from './sections.ts'

/** Sections whose change can end or shorten sessions that are live. */
export const actingSections = ['lifetimes', 'limits', 'access'] as const satisfies readonly PolicySection[]
export type ActingSection = (typeof actingSections)[number]

export const isActing = (section: PolicySection): section is ActingSection =>
  actingSections.some((acting) => acting === section)
