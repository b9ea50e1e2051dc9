import { activities } from './activities.ts'
import { admission, refusalOf } from './admission/admission.ts'
import { introspection } from './admission/introspection.ts'
import { bearerOf } from './admission/knownFrom.ts'
import { knownTokens } from './admission/knownTokens.ts'
import type { Refusal } from './admission/verdict.ts'
import { troubles } from './background/troubles.ts'
import { followFeed } from './feed/feed.ts'
import { knowledge } from './feed/knowledge.ts'
import type { GuardOptions } from './guard.ts'
import { guardSettings } from './guardSettings.ts'
import { keySet } from './keys/keySet.ts'
import { rollcallApi } from './rollcallApi.ts'
import { watchers } from './watchers.ts'

const keysWithinMs = 5_000

/** @throws TypeError that names an option which is wrong */
export const partsOf = (options: GuardOptions, signal: AbortSignal) => {
  const settings = guardSettings(options)
  const { clock, self } = settings
  const api = rollcallApi(settings)
  const trouble = troubles(settings.onTrouble)
  const known = knownTokens(settings.mostRemembered)
  const told = knowledge(clock, settings.staleAfterMs)
  const keys = keySet({ ask: () => api.json('/.well-known/jwks.json', { withinMs: keysWithinMs }), clock })
  const watching = watchers((caller): Refusal | null => {
    const over = told.verdictOn(bearerOf(caller.claims))
    return over === null ? null : refusalOf[over]
  })
  const admit = admission({ ...settings, keys, known, knowledge: told, introspect: introspection(api, clock) })
  const onTrouble = (what: string | null): void => trouble.say('feed', what)
  const feed = followFeed({
    api,
    knowledge: told,
    self,
    clock,
    random: Math.random,
    onNews: watching.tell,
    onTrouble,
    signal,
  })
  return { settings, trouble, known, told, keys, activity: activities(api), watching, admit, feed }
}

export type GuardParts = ReturnType<typeof partsOf>
