/** The names of systems in user agents. A system that is built on another stands before it. */
const systems: readonly (readonly [string, RegExp])[] = [
  ['HarmonyOS', /\b(?:OpenHarmony|HarmonyOS)(?:[ /](\d+))?/],
  ['iPadOS', /\biPadOS[ /]?(\d+)?/],
  ['iOS', /\b(?:iOS|iPhone OS|CPU OS)[ /]?(\d+)?/],
  ['Android', /\bAndroid(?:[ /](\d+))?/i],
  ['Chrome OS', /\bCrOS\b()/],
  ['macOS', /\b(?:macOS(?:[ /](\d+))?|Darwin|Macintosh)\b/i],
  ['Windows', /\bWin(?:dows|32|64)?\b()/i],
  ['Linux', /\b(?:Linux|X11)\b()/i],
]

/** The system named in a text, with its major version where the text has it; null: none. */
export const systemOf = (text: string): string | null => {
  for (const [name, sign] of systems) {
    const found = sign.exec(text)
    if (found !== null) return found[1] === undefined || found[1] === '' ? name : `${name} ${found[1]}`
  }
  return null
}
