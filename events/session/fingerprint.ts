import type { Fingerprint } from '../envelope.ts'

/** A fingerprint as one text, for filters and pages. No version holds a dot, so `1.*` finds all of version 1. */
export const fingerprintText = ({ version, hash }: Fingerprint): string => `${version}.${hash}`
