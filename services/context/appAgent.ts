import type { Agent } from './ownApp.ts'
import { systemOf } from './systems.ts'

/** HTTP stacks that applications on phones use without a name of their own: the agent says nothing more of the application. */
const stacks =
  /^(okhttp|Dart|Cronet|AFNetworking|Alamofire|ktor-client|UnityPlayer|Volley|React-?Native|NSURLSession|Expo)\/(\d+)/i

/** `Shopapp/412 CFNetwork/1410.0.3 Darwin/22.6.0`: an application on an Apple system; Macs add their model or processor. */
const apple = /^(\S+?)\/(\d+)[\w.-]* CFNetwork\/\S+ Darwin\/\S+(.*)$/
const macModel = /\b(?:x86_64|i386|(?:iMac|Mac)[\w%]*\d)/

/** `Mozilla/5.0 (Android) Nextcloud-android/3.29.2`: a browser's preamble and no browser behind it. */
const preamble = /^Mozilla\/5\.0 \(([^)]{1,200})\) ([A-Za-z][\w.]*?)(?:-(?:android|ios|mobile))?\/(\d+)/i
const engine = /AppleWebKit|Gecko\/|Trident|Presto|KHTML/

/** `com.acme.app/19.09 (Linux; U; Android 14; ...)`: an Android application that names itself by its package. */
const androidPackage = /^([a-z]\w*(?:\.\w+){2,})\/(\d+)[\w.-]*(?: ?\(([^)]{0,200})\))?/

const decoded = (name: string): string => {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

const app = (name: string, major: string, os: string | null): Agent => ({
  browser: `${name} ${major}`.replaceAll(/\p{C}/gu, '').slice(0, 100),
  os,
  type: 'app',
})

/** Android's own HTTP client names the system, but not the application. */
const dalvik = /^Dalvik\/(\d+)/

/** Reads the user agent of an application that calls by an HTTP stack; null when it is something else. */
export const appAgent = (userAgent: string): Agent | null => {
  const runtime = dalvik.exec(userAgent)
  if (runtime !== null)
    return {
      browser: `Dalvik ${runtime[1]}`,
      os: systemOf(userAgent),
      type: /\bTV\b/.test(userAgent) ? 'tv' : 'mobile',
    }
  const stack = stacks.exec(userAgent)
  if (stack !== null) return app(stack[1]!, stack[2]!, systemOf(userAgent.slice(stack[0].length)))
  const onApple = apple.exec(userAgent)
  if (onApple !== null) return app(decoded(onApple[1]!), onApple[2]!, macModel.test(onApple[3]!) ? 'macOS' : 'iOS')
  const named = engine.test(userAgent) ? null : preamble.exec(userAgent)
  if (named !== null) return app(named[2]!, named[3]!, systemOf(named[1]!))
  const packaged = androidPackage.exec(userAgent)
  return packaged === null ? null : app(packaged[1]!, packaged[2]!, systemOf(packaged[3] ?? '') ?? 'Android')
}
