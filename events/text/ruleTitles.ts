const titles: Record<string, string> = {
  'refresh-token-reuse': 'Token reuse',
  'impossible-travel': 'Impossible travel',
  'disowned-sign-in': 'Said not to be them',
  'success-after-failures': 'Success after failures',
}

/** Rules this release does not know are shown by their name. */
export const ruleTitle = (rule: string): string => titles[rule] ?? rule.replaceAll('-', ' ')
