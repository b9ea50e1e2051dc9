import type { Agent } from './ownApp.ts'

/** The mark of a browser or an application that is built on another browser; the first group is its version. */
type Sign = readonly [name: string, sign: RegExp]

/**
 * Browsers whose agents name the engine's browser first, so that a parser takes them for Chrome, Safari or Edge. In-app browsers
 * are tried first, because their agents also hold the marks of the other ones.
 */
const signs: readonly Sign[] = [
  ['Messenger', /\bFBAN\/Messenger.*?\bFBAV\/(\d+)/],
  ['Messenger', /\bFB_IAB\/Orca.*?\bFBAV\/(\d+)/],
  ['Instagram', /\bInstagram[ /](\d+)/],
  ['Threads', /\bBarcelona (\d+)/],
  ['Facebook', /\b(?:FBAN|FB_IAB)\/.*?\bFBAV\/(\d+)/],
  ['TikTok', /\b(?:musical_ly|trill|TikTok|BytedanceWebview)(?=[_/\d])/i],
  ['Snapchat', /\bSnapchat\/(\d+)/],
  ['LinkedIn', /\bLinkedInApp(?:\/(\d+))?/],
  ['Pinterest', /\bPinterest(?: for (?:iOS|Android))?\/(\d+)/],
  ['X', /\bTwitter for (?:iPhone|iPad|Android)(?:\/(\d+))?/],
  ['X', /\bTwitterAndroid(?:\/(\d+))?/],
  ['Reddit', /\bReddit\/(?:Version )?(\d+)/],
  ['Discord', /\bDiscord\/(\d+)/],
  ['Slack', /\bSlack(?:_SSB)?\/(\d+)/],
  ['Teams', /\bTeams(?:Mobile-(?:iOS|Android))?\/(\d+)/],
  ['Telegram', /\bTelegram(?:-(?:iOS|Android))?\/(\d+)/],
  ['LINE', /\bLine\/(\d+)/],
  ['KakaoTalk', /\bKAKAOTALK(?:\/| )(\d+)/],
  ['Naver', /\bNAVER\(.*?;\D*(\d+)/],
  ['WeChat', /\bMicroMessenger\/(\d+)/],
  ['Alipay', /\bAlipayClient\/(\d+)/],
  ['Google', /\bGSA\/(\d+)/],
  ['DuckDuckGo', /\b(?:Ddg|DuckDuckGo)\/(\d+)/],
  ['Ecosia', /\bEcosia \w+@(\d+)/],
  ['Brave', /\bBrave(?: Chrome)?\/(\d+)/],
  // Brave on iOS adds only its name, at the end; the version is Safari's.
  ['Brave', /\bVersion\/(\d+).* Brave\b/],
  ['Huawei Browser', /\bHuaweiBrowser\/(\d+)/],
  ['Mi Browser', /\bMiuiBrowser\/(\d+)/],
  ['Vivo Browser', /\bVivoBrowser\/(\d+)/],
  ['HeyTap Browser', /\bHeyTapBrowser\/(\d+)/],
  ['Samsung Internet', /\bSamsungBrowser\/(\d+)/],
  ['Opera GX', /\bOPX\/(\d+)/],
  ['Opera Touch', /\bOPT\/(\d+)/],
  ['Opera Mini', /\bOpera Mini\/(\d+)/],
  ['Opera', /\b(?:OPR|OPiOS)\/(\d+)/],
  ['Vivaldi', /\bVivaldi\/(\d+)/],
  ['Yandex Browser', /\bYaBrowser\/(\d+)/],
  ['UC Browser', /\bUC ?Browser\/(\d+)/],
  ['QQ Browser', /\bM?QQBrowser\/(\d+)/],
  ['Whale', /\bWhale\/(\d+)/],
  ['Silk', /\bSilk\/(\d+)/],
  ['Firefox Focus', /\b(?:Focus|Klar)\/(\d+)/],
  ['ArkWeb', /\bArkWeb\/(\d+)/],
]

/** Name and major version of a browser that is built on another; null: none of these. */
export const builtOnAnother = (userAgent: string): Agent['browser'] => {
  for (const [name, sign] of signs) {
    const found = sign.exec(userAgent)
    if (found !== null) return found[1] === undefined ? name : `${name} ${found[1]}`
  }
  return null
}
