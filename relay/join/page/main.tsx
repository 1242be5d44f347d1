import './before-schemas.js'
import './page.css'
import { createRoot } from 'react-dom/client'
import { JoinPage } from './join-page.js'

const place = document.getElementById('page')
if (place) createRoot(place).render(<JoinPage />)
