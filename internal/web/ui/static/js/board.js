// Boards: a card that is dropped in another column leads to the page where the move is confirmed with its proof. The card
// goes back to its place, since nothing has moved until that page says so.

/** @param {NodeListOf<HTMLElement>} boards */
export async function enliven(boards) {
  for (const board of boards) {
    if (board.dataset.live) continue;
    board.dataset.live = "1";
    await import(board.dataset.lib);
    for (const list of board.querySelectorAll(".cards")) {
      window.Sortable.create(list, {
        group: board.dataset.board,
        sort: false,
        delay: 150,
        delayOnTouchOnly: true,
        ghostClass: "is-ghost",
        onEnd(e) {
          if (e.from === e.to) return;
          e.from.insertBefore(e.item, e.from.children[e.oldIndex] || null);
          location.href = board.dataset.board
            .replace("{id}", encodeURIComponent(e.item.dataset.id))
            .replace("{to}", encodeURIComponent(e.to.dataset.key));
        },
      });
    }
  }
}
