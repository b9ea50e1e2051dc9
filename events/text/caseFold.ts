/**
 * Unicode's full case folding by what every engine has: going down, up and down again makes ẞ, ß and ss equal, and all
 * three sigmas. It also takes the Turkish ı for an i.
 */
export const caseFold = (text: string): string =>
  // Letter by letter, because toLowerCase of a whole word turns a last Σ into ς, which no prefix would match.
  Array.from(text.toLowerCase().toUpperCase(), (letter) => letter.toLowerCase()).join('')
