import type { handleClientStreamingCall } from '@grpc/grpc-js'
import { nameOf } from './answers.ts'
import {
  type Append,
  type Appending,
  appendFailure,
  decide,
  type Decided,
  denied,
  notLeader,
  unanswered,
} from './appendRpcs.ts'
import type { Expected } from './judgeAppend.ts'
import { AppendReq, AppendResp, Empty } from './messages.ts'

type Request = InstanceType<typeof AppendReq>
type Response = InstanceType<typeof AppendResp>
type Options = NonNullable<ReturnType<Request['getOptions']>>

const expectedOf = (options: Options): Expected => {
  if (options.hasNoStream()) return 'noStream'
  if (options.hasStreamExists()) return 'streamExists'
  return options.hasAny() ? 'any' : Number(options.getRevision())
}

const appendOf = (requests: readonly Request[]): Append => {
  const options = requests.find((request) => request.hasOptions())?.getOptions()
  return {
    stream: nameOf(options?.getStreamIdentifier()),
    expected: options === undefined ? 'any' : expectedOf(options),
    events: requests.flatMap((request) => {
      const proposed = request.getProposedMessage()
      if (proposed === undefined) return []
      const of = proposed.getMetadataMap()
      return {
        id: proposed.getId()?.getString() ?? '',
        type: of.get('type') ?? '',
        contentType: of.get('content-type') ?? '',
        metadata: proposed.getCustomMetadata_asB64(),
        data: proposed.getData_asB64(),
      }
    }),
  }
}

const wrongVersion = (expected: Expected, actual: number | null): Response => {
  const wrong = new AppendResp.WrongExpectedVersion()
  if (actual === null) wrong.setCurrentNoStream(new Empty()).setNoStream2060(new Empty())
  else wrong.setCurrentRevision(`${actual}`).setCurrentRevision2060(actual)
  if (typeof expected === 'number') wrong.setExpectedRevision(`${expected}`).setExpectedRevision2060(expected)
  else if (expected === 'noStream') wrong.setExpectedNoStream(new Empty())
  else if (expected === 'any') wrong.setExpectedAny(new Empty()).setAny2060(new Empty())
  else wrong.setExpectedStreamExists(new Empty()).setStreamExists2060(new Empty())
  return new AppendResp().setWrongExpectedVersion(wrong)
}

const answerOf = (decided: Decided, expected: Expected): Response => {
  if (decided.verdict === 'wrong') return wrongVersion(expected, decided.actual)
  if (decided.verdict !== 'stored') throw new Error(`No message says ${decided.verdict}`)
  const position = `${decided.position}`
  const success = new AppendResp.Success().setPosition(
    new AppendResp.Position().setCommitPosition(position).setPreparePosition(position),
  )
  if (decided.revision === null) success.setNoStream(new Empty())
  else success.setCurrentRevision(`${decided.revision}`)
  return new AppendResp().setSuccess(success)
}

/** `Append`: one call an append, first the options, then an event a message. */
export const singleAppend =
  (appending: Appending): handleClientStreamingCall<Request, Response> =>
  (call, callback) => {
    const refused = denied(appending.behaviour, call.metadata) ?? notLeader(appending.behaviour)
    if (refused !== null) return callback(refused)
    const requests: Request[] = []
    call.on('error', () => undefined)
    call.on('data', (request: Request) => requests.push(request))
    const answer = async (): Promise<void> => {
      const append = appendOf(requests)
      const decided = await decide(appending, append)
      if (decided === unanswered) return
      const failed = appendFailure(decided, append.stream)
      if (failed !== null) callback(failed)
      else callback(null, answerOf(decided, append.expected))
    }
    call.on('end', () => void answer())
  }
