"""Everything that is measured, in the order it is done."""

from tests.benchmarks.measures.finding import HISTORY
from tests.benchmarks.measures.floods import FLOODS
from tests.benchmarks.measures.resting import IDLE, TWENTY
from tests.benchmarks.measures.running import CELLS, MANY
from tests.benchmarks.measures.starting import LAUNCH
from tests.benchmarks.measures.typing import COMPLETION, KEYS, KEYS_BELOW, TABS_FLOOD

MEASURES = (
    LAUNCH,
    CELLS,
    KEYS,
    KEYS_BELOW,
    COMPLETION,
    HISTORY,
    MANY,
    *FLOODS,
    IDLE,
    TWENTY,
    TABS_FLOOD,
)
