const names = ['accessSeconds', 'idleSeconds', 'absoluteSeconds'] as const
type Lifetimes = Record<(typeof names)[number], number>

/** The policy with the lifetimes that an application has of its own, where those are shorter. */
export const shortened = <Policy extends Lifetimes>(
  policy: Policy,
  own: { [Name in keyof Lifetimes]?: number | undefined } = {},
): Policy => ({
  ...policy,
  ...Object.fromEntries(names.map((name) => [name, Math.min(own[name] ?? policy[name], policy[name])])),
})
