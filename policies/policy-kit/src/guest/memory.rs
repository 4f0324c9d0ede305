//! The module's memory: freed blocks are kept by size and used again, and new ones are cut from the end.
//!
//! It takes the place of the allocator of wasi-libc, which is ten times the code. An instance answers one request
//! on one thread, so there is little to keep tidy. Blocks have the sizes of powers of two: one that is freed fits the next
//! of its size, and a vector that doubles fills its block.

#![expect(unsafe_code, reason = "an allocator hands out raw memory")]
#![expect(clippy::cast_ptr_alignment, reason = "every block is aligned to an address")]

mod libc;

use std::alloc::{GlobalAlloc, Layout};
use std::arch::wasm32::memory_grow;
use std::cell::Cell;
use std::ptr;

/// The smallest block, which is also what every block is aligned to.
const SMALLEST: usize = 8;
/// A page of a module's memory.
const PAGE: usize = 65_536;
/// Memory grows by so many pages at least, since each time the host is asked.
const STEP: usize = 2;

#[global_allocator]
static MEMORY: Memory =
    Memory { free: [const { Cell::new(ptr::null_mut()) }; 32], top: Cell::new(0), end: Cell::new(0) };

struct Memory {
    /// The first free block of each power of two; each holds the address of the next.
    free: [Cell<*mut u8>; 32],
    /// Where the next new block begins; zero before the first.
    top: Cell<usize>,
    /// Where the memory ends that is there.
    end: Cell<usize>,
}

// SAFETY: a module has one thread.
unsafe impl Sync for Memory {}

/// The size of the block for `size` bytes; no memory has as much as the largest of them.
fn room(size: usize) -> usize {
    size.max(SMALLEST).checked_next_power_of_two().unwrap_or(usize::MAX)
}

impl Memory {
    fn list(&self, room: usize) -> Option<&Cell<*mut u8>> {
        self.free.get(room.trailing_zeros() as usize)
    }

    /// Moves the end of what is used to `top`; false where the host gives no more memory.
    fn reach(&self, top: usize) -> bool {
        if top > self.end.get() {
            let pages = (top - self.end.get()).div_ceil(PAGE).max(STEP);
            let before = memory_grow::<0>(pages);
            if before == usize::MAX {
                return false;
            }
            self.end.set((before + pages) * PAGE);
        }
        self.top.set(top);
        true
    }

    /// A block from the end of the memory.
    #[inline(never)]
    fn cut(&self, room: usize, align: usize) -> *mut u8 {
        unsafe extern "C" {
            static __heap_base: u8;
            static __heap_end: u8;
        }
        if self.top.get() == 0 {
            self.top.set((&raw const __heap_base).addr());
            self.end.set((&raw const __heap_end).addr());
        }
        let start = self.top.get().next_multiple_of(align.max(SMALLEST));
        match start.checked_add(room) {
            Some(top) if self.reach(top) => ptr::with_exposed_provenance_mut(start),
            _ => ptr::null_mut(),
        }
    }
}

// SAFETY: a block is handed out once until it is freed, and is as large and as aligned as its layout says.
unsafe impl GlobalAlloc for Memory {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let room = room(layout.size());
        match self.list(room) {
            // Free blocks are aligned to the smallest block only.
            Some(list) if !list.get().is_null() && layout.align() <= SMALLEST => {
                let block = list.get();
                // SAFETY: `dealloc` wrote the address there, and blocks are large enough and aligned for it.
                list.set(unsafe { block.cast::<*mut u8>().read() });
                block
            }
            _ => self.cut(room, layout.align()),
        }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let room = room(layout.size());
        if block.addr() + room == self.top.get() {
            self.top.set(block.addr());
        } else if let Some(list) = self.list(room) {
            // SAFETY: the block is nobody's any more, and large enough and aligned for an address.
            unsafe { block.cast::<*mut u8>().write(list.get()) };
            list.set(block);
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let (old, new) = (room(layout.size()), room(size));
        // The last block grows where it stands, and one whose room suffices stays as it is.
        let grown = block.addr().checked_add(new).filter(|_| block.addr() + old == self.top.get());
        if new <= old || grown.is_some_and(|top| self.reach(top)) {
            return block;
        }
        // SAFETY: the layouts are those of the caller, and the new block is larger than the old one.
        unsafe {
            let moved = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !moved.is_null() {
                ptr::copy_nonoverlapping(block, moved, layout.size());
                self.dealloc(block, layout);
            }
            moved
        }
    }
}
