// SPDX-License-Identifier: AGPL-3.0-only
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {PrescriptionContract} from "../src/PrescriptionContract.sol";
import {StaffSignatures} from "../src/StaffSignatures.sol";
import {ClinicTest} from "./Vm.sol";

contract PrescriptionTest is ClinicTest {
    uint256 private constant DOCTOR_KEY = 0xD0C;
    uint256 private constant PHARMACIST_KEY = 0xFA4;
    address private constant PATIENT = address(0xA11CE);
    address private constant PHARMACY = address(0xB0B);

    PrescriptionContract private _contract;
    address private _doctor;
    address private _pharmacist;

    function setUp() public {
        _contract = new PrescriptionContract(address(this), SALT, CLINIC_CHAIN);
        _doctor = VM.addr(DOCTOR_KEY);
        _pharmacist = VM.addr(PHARMACIST_KEY);
        _contract.grantRole(_contract.DOCTOR_ROLE(), _doctor);
        _contract.grantRole(_contract.PHARMACY_ROLE(), _pharmacist);
    }

    function testFuzz_isFilledExactlyAsOftenAsTheDoctorSaid(bytes32 hash, uint256 fillsSeed) public {
        VM.assume(hash != bytes32(0));
        uint256 fills = 1 + (fillsSeed % 99);
        _issue(hash, fills, bytes32(uint256(1)));
        for (uint256 i = 0; i < fills; ++i) {
            _fill(hash, bytes32(i));
        }
        _require(_contract.verifyPrescription(1) == PrescriptionContract.Status.Filled, "is filled after its last fill");
        VM.prank(_pharmacist);
        VM.expectRevert(abi.encodeWithSelector(PrescriptionContract.AlreadyFilled.selector, 1));
        _contract.fillPrescription(1, PHARMACY);
    }

    function testFuzz_fillsOutsideOneToNinetyNineAreRefused(bytes32 hash, uint256 fills) public {
        VM.assume(hash != bytes32(0) && (fills == 0 || fills > 99));
        bytes memory signature = _issueSignature(DOCTOR_KEY, _doctor, hash, fills, SALT);
        VM.expectRevert(abi.encodeWithSelector(PrescriptionContract.InvalidFills.selector, fills, 99));
        _contract.issuePrescriptionFor(PATIENT, _doctor, hash, fills, _doctor, SALT, signature);
    }

    function testFuzz_aNonceIsUsedOnce(bytes32 nonce, bytes32 first, bytes32 second) public {
        VM.assume(first != bytes32(0) && second != bytes32(0) && first != second);
        VM.roll(77);
        _issue(first, 1, nonce);
        bytes memory signature = _issueSignature(DOCTOR_KEY, _doctor, second, 1, nonce);
        VM.expectRevert(abi.encodeWithSelector(StaffSignatures.NonceAlreadyUsed.selector, _doctor, nonce, 77));
        _contract.issuePrescriptionFor(PATIENT, _doctor, second, 1, _doctor, nonce, signature);
    }

    function testFuzz_aSignatureHoldsForItsValuesOnly(bytes32 hash, bytes32 nonce, uint256 changed) public {
        VM.assume(hash != bytes32(0) && bytes32(changed) != hash && bytes32(changed) != nonce);
        bytes memory signature = _issueSignature(DOCTOR_KEY, _doctor, hash, 2, nonce);
        bytes4 mismatch = StaffSignatures.SignatureMismatch.selector;
        VM.expectPartialRevert(mismatch);
        _contract.issuePrescriptionFor(PATIENT, _doctor, bytes32(changed), 2, _doctor, nonce, signature);
        VM.expectPartialRevert(mismatch);
        _contract.issuePrescriptionFor(PATIENT, _doctor, hash, 3, _doctor, nonce, signature);
        VM.expectPartialRevert(mismatch);
        _contract.issuePrescriptionFor(address(1), _doctor, hash, 2, _doctor, nonce, signature);
        VM.expectPartialRevert(mismatch);
        _contract.issuePrescriptionFor(PATIENT, _doctor, hash, 2, _doctor, bytes32(changed), signature);
        VM.expectPartialRevert(mismatch);
        _contract.issuePrescriptionFor(PATIENT, _pharmacist, hash, 2, _pharmacist, nonce, signature);
    }

    function testFuzz_aSignatureHoldsForItsDeploymentOnly(bytes32 hash, bytes32 otherSalt, uint64 otherChain) public {
        VM.assume(hash != bytes32(0) && otherSalt != SALT && otherChain != CLINIC_CHAIN && otherChain != 0);
        bytes memory signature = _issueSignature(DOCTOR_KEY, _doctor, hash, 1, SALT);
        PrescriptionContract other = new PrescriptionContract(address(this), otherSalt, CLINIC_CHAIN);
        other.grantRole(other.DOCTOR_ROLE(), _doctor);
        VM.expectPartialRevert(StaffSignatures.SignatureMismatch.selector);
        other.issuePrescriptionFor(PATIENT, _doctor, hash, 1, _doctor, SALT, signature);
        PrescriptionContract elsewhere = new PrescriptionContract(address(this), SALT, otherChain);
        elsewhere.grantRole(elsewhere.DOCTOR_ROLE(), _doctor);
        VM.expectPartialRevert(StaffSignatures.SignatureMismatch.selector);
        elsewhere.issuePrescriptionFor(PATIENT, _doctor, hash, 1, _doctor, SALT, signature);
    }

    function testFuzz_aSignatureMovesToAnotherChainWithItsClinic(bytes32 hash, uint64 otherChain) public {
        VM.assume(hash != bytes32(0) && otherChain != 0);
        bytes memory signature = _issueSignature(DOCTOR_KEY, _doctor, hash, 1, SALT);
        VM.chainId(otherChain);
        _contract.issuePrescriptionFor(PATIENT, _doctor, hash, 1, _doctor, SALT, signature);
        _require(_contract.verifyPrescription(1) == PrescriptionContract.Status.Active, "holds on the other chain");
    }

    function testFuzz_onlyDoctorsIssueAndOnlyInTheirOwnName(uint256 seed, bytes32 hash) public {
        uint256 key = _key(seed);
        address stranger = VM.addr(key);
        VM.assume(hash != bytes32(0) && stranger != _doctor);
        bytes32 role = _contract.DOCTOR_ROLE();
        bytes memory refusal =
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, stranger, role);
        VM.prank(stranger);
        VM.expectRevert(refusal);
        _contract.issuePrescription(PATIENT, stranger, hash);
        bytes memory signature = _issueSignature(key, stranger, hash, 1, SALT);
        VM.expectRevert(refusal);
        _contract.issuePrescriptionFor(PATIENT, stranger, hash, 1, stranger, SALT, signature);
        _contract.grantRole(role, stranger);
        VM.prank(stranger);
        VM.expectRevert(abi.encodeWithSelector(PrescriptionContract.NotThePrescriber.selector, stranger, _doctor));
        _contract.issuePrescription(PATIENT, _doctor, hash);
    }

    function testFuzz_onlyPharmacistsFill(address stranger, bytes32 hash) public {
        VM.assume(hash != bytes32(0) && stranger != _pharmacist);
        _issue(hash, 1, SALT);
        VM.prank(stranger);
        VM.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        _contract.fillPrescription(1, PHARMACY);
    }

    function testFuzz_aCommitmentIsIssuedOnce(bytes32 hash) public {
        VM.assume(hash != bytes32(0));
        VM.roll(5);
        VM.prank(_doctor);
        _contract.issuePrescription(PATIENT, _doctor, hash);
        VM.prank(_doctor);
        VM.expectRevert(abi.encodeWithSelector(PrescriptionContract.PrescriptionAlreadyIssued.selector, hash, 1, 5));
        _contract.issuePrescription(PATIENT, _doctor, hash);
    }

    function testFuzz_aCancelledOneIsNeverFilled(bytes32 hash, bytes32 nonce) public {
        VM.assume(hash != bytes32(0));
        _issue(hash, 3, SALT);
        _fill(hash, SALT);
        bytes32 structHash = keccak256(abi.encode(_contract.CANCEL_TYPEHASH(), hash, keccak256(abi.encode(nonce))));
        bytes memory signature = _sign(DOCTOR_KEY, _contract.domainSeparator(), structHash);
        _contract.cancelPrescriptionFor(hash, _doctor, keccak256(abi.encode(nonce)), signature);
        bytes memory refusal =
            abi.encodeWithSelector(PrescriptionContract.AlreadyCancelled.selector, 1, block.number);
        VM.prank(_pharmacist);
        VM.expectRevert(refusal);
        _contract.fillPrescription(1, PHARMACY);
        VM.prank(_doctor);
        VM.expectRevert(refusal);
        _contract.cancelPrescription(1);
    }

    function test_aPausedContractChangesNothing() public {
        _contract.pause();
        VM.prank(_doctor);
        VM.expectRevert(abi.encodeWithSelector(Pausable.EnforcedPause.selector));
        _contract.issuePrescription(PATIENT, _doctor, SALT);
        _contract.unpause();
        VM.prank(_doctor);
        _contract.issuePrescription(PATIENT, _doctor, SALT);
        _require(_contract.verifyPrescription(1) == PrescriptionContract.Status.Active, "is active once unpaused");
    }

    function _issue(bytes32 hash, uint256 fills, bytes32 nonce) private {
        bytes memory signature = _issueSignature(DOCTOR_KEY, _doctor, hash, fills, nonce);
        _contract.issuePrescriptionFor(PATIENT, _doctor, hash, fills, _doctor, nonce, signature);
    }

    function _fill(bytes32 hash, bytes32 nonce) private {
        bytes32 structHash = keccak256(abi.encode(_contract.FILL_TYPEHASH(), hash, PHARMACY, nonce));
        bytes memory signature = _sign(PHARMACIST_KEY, _contract.domainSeparator(), structHash);
        _contract.fillPrescriptionFor(hash, PHARMACY, _pharmacist, nonce, signature);
    }

    function _issueSignature(uint256 key, address doctor, bytes32 hash, uint256 fills, bytes32 nonce)
        private
        view
        returns (bytes memory)
    {
        bytes32 structHash = keccak256(abi.encode(_contract.ISSUE_TYPEHASH(), PATIENT, doctor, hash, fills, nonce));
        return _sign(key, _contract.domainSeparator(), structHash);
    }
}
