import { z } from 'zod'
import {
  contextSchema,
  deviceDetailsSchema,
  deviceSchema,
  fingerprintSchema,
  networkSchema,
  placeSchema,
} from '../envelope.ts'

// Events refuse unknown fields. Answers allow them, because the server may be newer than its reader.
export const placeShape = z.object(placeSchema.shape).meta({ id: 'Place' })
export const networkShape = z.object(networkSchema.shape).meta({ id: 'Network' })

export const fingerprintShape = z.object(fingerprintSchema.shape).meta({ id: 'Fingerprint' })

export const contextShape = z.object({
  ...contextSchema.shape,
  device: z
    .object({
      ...deviceSchema.shape,
      details: z.object({ ...deviceDetailsSchema.shape, fingerprint: fingerprintShape.optional() }).nullable(),
    })
    .nullable(),
  place: placeShape.nullable(),
  network: networkShape.nullable(),
})
