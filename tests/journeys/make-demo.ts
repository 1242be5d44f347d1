/** Makes the demo clinic that the tests copy, where this build has none of today yet: a step of `npm test`. */
import { preparedDemo } from '../support/app-demo.js'

await preparedDemo()
