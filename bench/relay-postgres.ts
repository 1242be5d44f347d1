import { measureInsert } from './support/relay-insert.js'

await measureInsert('postgres')
