import { z } from 'zod'
import { personal } from './personal.ts'

/** Free text that a person typed about another person, so it is personal. The ended person is shown `message`. */
export const because = {
  reason: personal(z.string().max(500).nullable()),
  message: personal(z.string().max(500).nullable()),
  ticket: personal(z.string().max(100).nullable()),
}
export const idSchema = z.uuid()
export const instantSchema = z.iso.datetime({ precision: 3 })
