import type { Product } from '../../../core/pharmacy/model.js'
import { countWords } from '../../ui/count-words.js'
import type { Column } from '../../ui/data-table.js'
import { StatusBadge } from '../../ui/status-badge.js'

/** What names a product, in each list of them. */
export const namingColumns: readonly Column<Product>[] = [
  { key: 'name', header: 'Medicine', isEssential: true, cell: ({ name }) => name, sortBy: ({ name }) => name },
  { key: 'maker', header: 'Manufacturer', width: '22%', cell: (p) => p.manufacturer, sortBy: (p) => p.manufacturer },
]

/** What more can be shown of a product. */
export const furtherColumns: readonly Column<Product>[] = [
  {
    key: 'here',
    header: 'On this shelf',
    width: '116px',
    align: 'end',
    isExtra: true,
    cell: ({ availableHere }) => countWords(availableHere),
    sortBy: ({ availableHere }) => availableHere,
  },
  { key: 'rxnorm', header: 'RxNorm', width: '92px', isExtra: true, cell: ({ rxNormCode }) => rxNormCode },
  {
    key: 'controlled',
    header: 'Controlled',
    width: '104px',
    isExtra: true,
    cell: ({ isControlled }) => (isControlled ? <StatusBadge tone="attention">Controlled</StatusBadge> : 'No'),
  },
]
