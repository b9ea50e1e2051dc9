import type { handleUnaryCall } from '@grpc/grpc-js'
import { failure, type Failure, nameOf, streamDeleted } from './answers.ts'
import type { EventBook } from './eventBook.ts'
import { type DeleteReq, DeleteResp, type TombstoneReq, TombstoneResp } from './messages.ts'

type Options = NonNullable<ReturnType<InstanceType<typeof DeleteReq>['getOptions']>>

const wrongVersion = (stream: string, expected: number, actual: number): Failure =>
  failure(
    9,
    `Delete failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${expected}, Actual version: ${actual}`,
    {
      exception: 'wrong-expected-version',
      'stream-name': stream,
      'expected-version': `${expected}`,
      'actual-version': `${actual}`,
    },
  )

/** Markers as the server has them in such trailers. */
const [any, noStream] = [-2, -1]

const refusal = (book: EventBook, stream: string, options: Options): Failure | null => {
  const found = book.stream(stream)
  if (found?.isTombstoned === true) return streamDeleted(stream)
  const actual = (found?.events.length ?? 0) - 1
  const expected = options.hasRevision() ? Number(options.getRevision()) : options.hasNoStream() ? noStream : any
  const isAsExpected = expected === any ? actual >= 0 : expected === actual
  return isAsExpected ? null : wrongVersion(stream, expected, actual)
}

export const softDelete =
  (book: EventBook): handleUnaryCall<InstanceType<typeof DeleteReq>, InstanceType<typeof DeleteResp>> =>
  ({ request }, callback) => {
    const stream = nameOf(request.getOptions()!.getStreamIdentifier())
    const refused = refusal(book, stream, request.getOptions()!)
    if (refused !== null) return callback(refused)
    const position = `${book.deleteSoftly(stream)}`
    callback(
      null,
      new DeleteResp().setPosition(new DeleteResp.Position().setCommitPosition(position).setPreparePosition(position)),
    )
  }

export const tombstone =
  (book: EventBook): handleUnaryCall<InstanceType<typeof TombstoneReq>, InstanceType<typeof TombstoneResp>> =>
  ({ request }, callback) => {
    const stream = nameOf(request.getOptions()!.getStreamIdentifier())
    if (book.stream(stream)?.isTombstoned === true) return callback(streamDeleted(stream))
    const position = `${book.tombstone(stream)}`
    callback(
      null,
      new TombstoneResp().setPosition(
        new TombstoneResp.Position().setCommitPosition(position).setPreparePosition(position),
      ),
    )
  }
