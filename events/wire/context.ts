import { z } from 'zod'
import { contextSchema, deviceDetailsSchema, deviceSchema, networkSchema, placeSchema } from '../envelope.ts'

// An event takes no field it does not know. An answer may have more than its reader knows: the server may be newer.
export const placeShape = z.object(placeSchema.shape).meta({ id: 'Place' })
export const networkShape = z.object(networkSchema.shape).meta({ id: 'Network' })

export const contextShape = z.object({
  ...contextSchema.shape,
  device: z.object({ ...deviceSchema.shape, details: z.object(deviceDetailsSchema.shape).nullable() }).nullable(),
  place: placeShape.nullable(),
  network: networkShape.nullable(),
})
