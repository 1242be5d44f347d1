// SPDX-License-Identifier: AGPL-3.0-only
pragma solidity 0.8.37;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {AnchorRegistry} from "../src/AnchorRegistry.sol";
import {ClinicTest} from "./Vm.sol";

contract AnchorRegistryTest is ClinicTest {
    AnchorRegistry private _registry;

    function setUp() public {
        _registry = new AnchorRegistry(address(this));
    }

    function testFuzz_everyLeafOfABatchIsProvable(bytes32 seed, uint8 sizeSeed) public {
        bytes32[] memory leaves = _leaves(seed, 1 + (uint256(sizeSeed) % 33));
        (bytes32 root,) = _build(leaves, 0);
        _registry.anchorBatch(root, leaves.length);
        for (uint256 i = 0; i < leaves.length; ++i) {
            (, bytes32[] memory proof) = _build(leaves, i);
            _require(_registry.verify(root, leaves[i], proof), "a leaf with its proof verifies");
        }
    }

    function testFuzz_aChangedProofNeverVerifies(bytes32 seed, uint8 sizeSeed, uint256 position, bytes32 change) public {
        VM.assume(change != bytes32(0));
        bytes32[] memory leaves = _leaves(seed, 2 + (uint256(sizeSeed) % 32));
        uint256 index = position % leaves.length;
        (bytes32 root, bytes32[] memory proof) = _build(leaves, index);
        _registry.anchorBatch(root, leaves.length);
        _require(!_registry.verify(root, leaves[index] ^ change, proof), "another leaf does not verify");
        proof[position % proof.length] ^= change;
        _require(!_registry.verify(root, leaves[index], proof), "another path does not verify");
    }

    function testFuzz_randomProofsNeverVerify(bytes32 seed, bytes32 leaf, bytes32[] calldata proof) public {
        bytes32[] memory leaves = _leaves(seed, 8);
        for (uint256 i = 0; i < leaves.length; ++i) {
            VM.assume(leaves[i] != leaf);
        }
        (bytes32 root,) = _build(leaves, 0);
        _registry.anchorBatch(root, leaves.length);
        _require(!_registry.verify(root, leaf, proof), "a made-up proof does not verify");
    }

    function testFuzz_anInnerNodeIsNoLeaf(bytes32 seed) public {
        bytes32[] memory leaves = _leaves(seed, 4);
        (bytes32 root, bytes32[] memory proof) = _build(leaves, 0);
        _registry.anchorBatch(root, leaves.length);
        bytes32 inner = Hashes.commutativeKeccak256(_hashLeaf(leaves[0]), proof[0]);
        bytes32[] memory shorter = new bytes32[](1);
        shorter[0] = proof[1];
        _require(!_registry.verify(root, inner, shorter), "an inner node does not pass for a leaf");
        _require(!_registry.verify(root, root, new bytes32[](0)), "the root does not pass for a leaf");
    }

    function testFuzz_nothingVerifiesUnderAnUnanchoredRoot(bytes32 leaf) public view {
        _require(!_registry.verify(_hashLeaf(leaf), leaf, new bytes32[](0)), "an unanchored root proves nothing");
    }

    function testFuzz_aRootIsAnchoredOnce(bytes32 root, uint64 count, uint32 height) public {
        VM.assume(root != bytes32(0) && count > 0 && height > 0);
        VM.roll(height);
        _registry.anchorBatch(root, count);
        VM.expectRevert(abi.encodeWithSelector(AnchorRegistry.RootAlreadyAnchored.selector, root, height));
        _registry.anchorBatch(root, count);
        (uint256 blockNumber, uint256 timestamp, uint256 kept) = _registry.rootInfo(root);
        _require(blockNumber == height && timestamp == block.timestamp && kept == count, "the batch is kept");
    }

    function testFuzz_onlyTheOperatorAnchors(address stranger, bytes32 root) public {
        VM.assume(stranger != address(this) && root != bytes32(0));
        VM.prank(stranger);
        VM.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        _registry.anchorBatch(root, 1);
    }

    function _leaves(bytes32 seed, uint256 size) private pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](size);
        for (uint256 i = 0; i < size; ++i) {
            leaves[i] = keccak256(abi.encode(seed, i));
        }
    }

    function _hashLeaf(bytes32 leaf) private pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(leaf))));
    }

    /// @dev The same tree as adapters/chain/merkle.ts: sorted pairs; the odd one out moves up a level.
    function _build(bytes32[] memory leaves, uint256 index) private pure returns (bytes32, bytes32[] memory proof) {
        bytes32[] memory level = new bytes32[](leaves.length);
        for (uint256 i = 0; i < leaves.length; ++i) {
            level[i] = _hashLeaf(leaves[i]);
        }
        bytes32[] memory path = new bytes32[](64);
        uint256 depth = 0;
        while (level.length > 1) {
            uint256 sibling = index ^ 1;
            if (sibling < level.length) path[depth++] = level[sibling];
            bytes32[] memory next = new bytes32[]((level.length + 1) / 2);
            for (uint256 i = 0; i < next.length; ++i) {
                bool isPair = 2 * i + 1 < level.length;
                next[i] = isPair ? Hashes.commutativeKeccak256(level[2 * i], level[2 * i + 1]) : level[2 * i];
            }
            level = next;
            index /= 2;
        }
        proof = new bytes32[](depth);
        for (uint256 i = 0; i < depth; ++i) {
            proof[i] = path[i];
        }
        return (level[0], proof);
    }
}
