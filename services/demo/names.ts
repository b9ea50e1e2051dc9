const words = (text: string): readonly string[] => text.trim().split(/\s+/)

export const firstNames = words(`
  Ada Aisha Alan Alejandra Amara Andrea Anna Arjun Ben Bianca Carlos Chloe Daniel Dara David Elena Emil Emma Farah Felix
  Grace Hana Haruto Hugo Ines Isaac Jakub Jana Jonas Julia Kai Karim Kofi Lars Leila Lena Liam Linh Lucia Maja
  Marco Maria Mateo Maya Mei Mina Nadia Nina Noah Nora Olga Omar Oscar Paula Pedro Priya Rafael Ravi Rosa Ruth
  Sam Sara Selin Simon Sofia Tara Thandi Theo Tom Uma Vera Viktor Wei Yara Yuki Zoe
`)

export const lastNames = words(`
  Abe Adeyemi Aydin Bauer Becker Berger Bianchi Brandt Brown Castro Chen Costa Cruz Dahl Das Davies Diaz Dubois Duarte
  Evans Fischer Fontana Fox Garcia Gomez Haas Hansen Hart Hoffmann Ito Jansen Jensen Jung Kaya Keller Khan Kim Klein
  Koch Kowalski Kumar Lang Larsen Lee Lehmann Lima Lopez Marsh Martin Mbeki Mehta Meyer Moreau Mori Moyo Murphy Nair
  Ng Nguyen Novak Okafor Olsen Ortiz Park Patel Perez Petrov Quinn Ramos Reed Richter Roth Rossi Roy Santos Sato
  Schmidt Silva Singh Sokol Suzuki Tan Torres Vogel Wagner Walker Wang Weber Winter Wolf Wood Yamada Young Zhang
`)
