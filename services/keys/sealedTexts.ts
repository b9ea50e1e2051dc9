import type { KeyObject } from 'node:crypto'
import { decodeBase64url } from './base64url.ts'
import { openText, seal } from './seal.ts'

/** Seals what is stored, or handed to a client and taken back, for one place each. */
export interface SealedTexts {
  seal(text: string, place: readonly string[]): string
  /** Null: altered, of another key, or of another place. */
  open(sealed: string, place: readonly string[]): string | null
}

export const sealedTexts = (key: KeyObject): SealedTexts => ({
  seal: (text, place) => seal(key, text, JSON.stringify(place)).toString('base64url'),
  open(sealed, place) {
    const bytes = decodeBase64url(sealed)
    try {
      return bytes === null ? null : openText(key, bytes, JSON.stringify(place))
    } catch {
      return null
    }
  },
})
