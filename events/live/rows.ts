import type { z } from 'zod'
import type { activityShape, liveCountsShape } from '../wire/analytics.ts'
import type { anomalyShape } from '../wire/anomalies.ts'
import type { entryShape } from '../wire/log.ts'
import type { effectShape, operationResultShape, operationShape } from '../wire/operations.ts'
import type { ownSessionShape, seenAtShape, sessionShape } from '../wire/sessions.ts'

// The rows of lists and frames, as types only, so that code that only shows them loads no validator.
export type SeenAt = z.infer<typeof seenAtShape>
export type SessionRow = z.infer<typeof sessionShape>
export type OwnSession = z.infer<typeof ownSessionShape>
export type LogEntry = z.infer<typeof entryShape>
export type AnomalyRow = z.infer<typeof anomalyShape>
export type LiveCounts = z.infer<typeof liveCountsShape>
export type ActivityMinute = z.infer<typeof activityShape>
export type OperationEffect = z.infer<typeof effectShape>
export type OperationRow = z.infer<typeof operationShape>
export type OperationResult = z.infer<typeof operationResultShape>
