const hidden = /[\p{C}\p{Default_Ignorable_Code_Point}\u2800]/u

/**
 * True if a text holds a character that shows nothing or turns the direction of what is beside it. Two names that differ
 * in such characters alone look the same. Unassigned characters count too: nobody knows what they will look like.
 */
export const holdsHidden = (text: string): boolean => hidden.test(text)
