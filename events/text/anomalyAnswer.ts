import type { RollcallEvent } from '../catalogue.ts'
import type { AnswerWhy } from '../wordLists.ts'
import { ruleTitle } from './ruleTitles.ts'

type Answered = Extract<RollcallEvent, { type: 'AnomalyAnswered' }>['data']

const deeds: Record<Answered['did'], string> = {
  note: 'did nothing',
  'step-up': 'asked for another proof of identity in the session',
  'end-session': 'ended the session',
  'end-all-and-hold': 'ended every session and held the account for 24 hours',
}
const reasons: Record<AnswerWhy, string> = {
  late: ', because it was seen more than ten minutes late',
  over: ', because the session had ended already',
  'last-admin': ' and did not hold the account, because nobody else could let others in',
  'known-device': ' and did no more, because the person had signed in from that device before',
}

/** What the policy did about an anomaly by itself, to stand after a subject. */
export const answerWords = ({ did, why }: Pick<Answered, 'did' | 'why'>): string =>
  `${deeds[did]}${why === null ? '' : reasons[why]}`

export const anomalyAnswer = ({ rule, ...answer }: Answered, who: string): string =>
  `For the anomaly "${ruleTitle(rule)}" of ${who} the rules ${answerWords(answer)}.`
